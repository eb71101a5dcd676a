import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the callbacks of a day are drawn by; made once, when the first of them has to be (C-02). */
@Entity('draw_seed')
export class DrawSeed {
  @PrimaryColumn('text')
  day!: string;
  @Column('text')
  seed!: string;
}
